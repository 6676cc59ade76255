using Sallyport.Detection;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Finds one phrase.</summary>
internal sealed class FakeInspector : ChunkInspector
{
    public const string Phrase = "ignore all rules";

    public override ValueTask<ChunkInspection> InspectAsync(TenantVault vault, Chunk chunk, CancellationToken cancellationToken)
    {
        var at = chunk.Text.IndexOf(Phrase, StringComparison.Ordinal);
        return ValueTask.FromResult(at < 0
            ? new ChunkInspection(false, [])
            : new ChunkInspection(true, [new Finding(new FindingKind("injection.rule"), new TextSpan(at, at + Phrase.Length), 0.9f, "fake")]));
    }
}
