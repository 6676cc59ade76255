namespace Sallyport.Retrieval.Index;

/// <summary>A row of a search's segments, with a score.</summary>
/// <param name="Scope">Which of the search's segments.</param>
/// <param name="Row">The row in it.</param>
/// <param name="Score">The higher the better.</param>
internal readonly record struct RowScore(int Scope, int Row, float Score);
