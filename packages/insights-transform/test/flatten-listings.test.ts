import { flattenListings, type ListingsSection } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { double, metricUnit } from './support/answers.ts'
import { deepFreeze } from './support/deep-freeze.ts'
import { driftLog } from './support/drift-log.ts'

const section = (tableRows: ListingsSection['tableRows']): ListingsSection =>
  deepFreeze({ totalCount: tableRows.length, resultsCount: tableRows.length, tableRows })

describe('flattenListings', () => {
  it('gives each listing with its names and metric, its id untouched', () => {
    const listings = flattenListings(
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
    expect(listings).toEqual([
      {
        listingId: '1048576000000000001',
        listingName: 'A bright room by the garden',
        internalName: 'Garden room',
        thumbnailUrl: 'https://pictures.example/1.jpeg',
        metric: 'occupancy_rate',
        value: 0.25,
        valueString: '25.0%',
      },
      {
        listingId: '1048576000000000003',
        listingName: null,
        internalName: null,
        thumbnailUrl: null,
        metric: null,
        value: null,
        valueString: null,
      },
    ])
  })

  it('reads "-" as no value, whatever the wrapper says', () => {
    const unit = metricUnit('occupancy_rate', { value: double(0), valueString: '-' })
    const [listing] = flattenListings(section([{ id: '7', metricUnit: unit }]))
    expect(listing).toMatchObject({ value: null, valueString: '-' })
  })

  it('gives a listing that came back twice once, and tells', () => {
    const { onDrift, drifts } = driftLog()
    const rows = [
      { id: '7', internalName: 'first' },
      { id: '8', internalName: 'other' },
      { id: '7', internalName: 'again' },
    ]
    const listings = flattenListings(section(rows), { onDrift })
    expect(listings.map(({ internalName }) => internalName)).toEqual(['first', 'other'])
    expect(drifts).toEqual([
      { kind: 'listing', listingId: '7', name: '7', message: 'the listing 7 came back more than once' },
    ])
  })

  it('finds none where there is no section', () => {
    expect(flattenListings(null)).toEqual([])
  })
})
