/** The largest bodies that are read, as Sanity's. */
export const jsonLimit = '4mb';
export const uploadLimit = '20mb';
