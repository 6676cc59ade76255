using Sallyport.Ledger;

namespace Sallyport.Storage.Ledger;

/// <summary>A row of <c>ledger_checkpoints</c>.</summary>
internal sealed record CheckpointRow(long Epoch, long Size, long Time, string Note)
{
    public const string Columns = "epoch, size, time, note";

    public StoredCheckpoint ToCheckpoint() => new(Epoch, Size, Time, Note);
}
