namespace Sallyport.Retrieval.Ingestion;

/// <summary>The right to work on a file is lost: it was cancelled, detached or deleted, or somebody else has it. There is nothing to be told to anybody.</summary>
internal sealed class LostClaimException : Exception
{
    public LostClaimException()
        : base("The claim on the file is lost.")
    {
    }
}
