namespace Sallyport.Retrieval.Chunking;

/// <summary>How good a place is to cut a text, worst first.</summary>
internal enum CutRank
{
    Character,
    Word,
    Sentence,
    Paragraph,
    Section,
}
