import { flattenListings, type ListingsSection } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { answer, double, metricUnit } from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'

const section = (tableRows: ListingsSection['tableRows']): ListingsSection => ({
  totalCount: tableRows.length,
  resultsCount: tableRows.length,
  tableRows,
})

describe('flattenListings', () => {
  it('gives each listing with its names and metric, its id untouched', () => {
    const response = answer(
      section([
        {
          id: '1048576000000000001',
          listingName: 'A bright room by the garden',
          internalName: 'Garden room',
          thumbnailUrl: 'https://pictures.example/1.jpeg',
          metricUnit: metricUnit('occupancy_rate'),
        },
        { id: '1048576000000000003' },
      ]),
    )
    expect(flattenListings(response)).toEqual([
      {
        listingId: '1048576000000000001',
        listingName: 'A bright room by the garden',
        internalName: 'Garden room',
        thumbnailUrl: 'https://pictures.example/1.jpeg',
        metricName: 'occupancy_rate',
        value: 0.25,
        valueString: '25.0%',
      },
      {
        listingId: '1048576000000000003',
        listingName: null,
        internalName: null,
        thumbnailUrl: null,
        metricName: null,
        value: null,
        valueString: null,
      },
    ])
  })

  it('reads "-" as no value, whatever the wrapper says', () => {
    const unit = metricUnit('occupancy_rate', { value: double(0), valueString: '-' })
    const [listing] = flattenListings(answer(section([{ id: '7', metricUnit: unit }])))
    expect(listing).toMatchObject({ value: null, valueString: '-' })
  })

  it('gives a listing that came back twice once, and tells', () => {
    const { onDrift, told } = driftLog()
    const rows = [
      { id: '7', internalName: 'first' },
      { id: '8', internalName: 'other' },
      { id: '7', internalName: 'again' },
    ]
    const listings = flattenListings(answer(section(rows)), { onDrift })
    expect(listings.map(({ internalName }) => internalName)).toEqual(['first', 'other'])
    expect(told()).toEqual([['listing', '7']])
  })

  it('finds none in an answer without sections', () => {
    expect(flattenListings(answer())).toEqual([])
  })
})
