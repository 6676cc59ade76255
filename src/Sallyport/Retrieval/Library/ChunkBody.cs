using System.Globalization;
using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Retrieval.Library;

/// <summary>A chunk's text with what is known of it, as it lies sealed under the file's own key.</summary>
internal sealed record ChunkBody(string Text, string? Heading, int? Page, int Start, int Length, bool IsHidden, IReadOnlyList<ChunkBody.Found>? Findings)
{
    private const string What = "chunk.text";

    public static byte[] Seal(DocumentKey key, VectorStoreId store, ChunkText chunk)
    {
        var body = new ChunkBody(
            chunk.Text,
            chunk.Heading,
            chunk.Page,
            chunk.Span.Start,
            chunk.Span.Length,
            chunk.IsHidden,
            chunk.Findings.Count == 0 ? null : [.. chunk.Findings.Select(static finding => new Found(finding.Kind.Name, finding.Span.Start, finding.Span.Length, finding.Score, finding.Detector))]);
        return LibraryJson.Seal(body, LibraryJson.Default.ChunkBody, plain => key.Seal(plain, What, Place(store, chunk.Ordinal, chunk.IsQuarantined)));
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was altered, is another chunk's, or its quarantine was lifted by hand.</exception>
    public static ChunkText Open(DocumentKey key, VectorStoreId store, SealedChunk chunk)
    {
        var body = LibraryJson.Read(key.Open(chunk.SealedText, What, Place(store, chunk.Ordinal, chunk.IsQuarantined)), LibraryJson.Default.ChunkBody);
        return new ChunkText((int)chunk.Ordinal, body.Text)
        {
            Heading = body.Heading,
            Page = body.Page,
            Span = new TextSpan(body.Start, body.Start + body.Length),
            IsHidden = body.IsHidden,
            IsQuarantined = chunk.IsQuarantined,
            Findings = [.. (body.Findings ?? []).Select(static found => new Finding(new FindingKind(found.Kind), new TextSpan(found.Start, found.Start + found.Length), found.Score, found.Detector))],
        };
    }

    /// <summary>Which chunk, and whether it is quarantined: nobody lifts a quarantine by a bit in the database.</summary>
    internal static string Place(VectorStoreId store, long ordinal, bool isQuarantined) =>
        string.Create(CultureInfo.InvariantCulture, $"{store}/{ordinal}{(isQuarantined ? "/quarantined" : "")}");

    internal sealed record Found(string Kind, int Start, int Length, float Score, string Detector);
}
