/** A number of a listing beside that of similar listings; null where there is none. */
export interface OwnAndSimilar {
  own: number | null
  /** That of similar listings, a cohort of Airbnb's choosing: of an average one of them. */
  similar: number | null
}
