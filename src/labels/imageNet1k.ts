/** How many labels ImageNet-1k has. */
export const IMAGENET_1K = 1000;

/**
 * Of the nouns whose lemmas several synsets share, those that ImageNet-1k means: "safe" is the
 * strongbox. Ids of WordNet 3.0, from the list of synsets of the ImageNet Large Scale Visual
 * Recognition Challenge 2012. Neighbours in the list cannot tell these apart.
 */
export const meantSynsets: ReadonlySet<string> = new Set(
  `
  01872401 02666196 02730930 02782093 02804414 02815834 02834397 02879718 02950826 02999410
  03045698 03259280 03291819 03478589 03481172 03495258 03527444 03661043 03724870 03782006
  03877845 03933933 03956157 03976657 04009552 04040759 04067472 04111531 04125021 04147183
  04153751 04208210 04270147 04275548 04277352 04336792 04465501 04579432 04597913 10148035
  12144580
  `
    .trim()
    .split(/\s+/),
);
