// Whoever imports Caudal speaks its words: requests, results and errors.
@_exported public import Vocabulary
