using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;

namespace Sallyport.Bench.Engine;

/// <summary>A tenant whose searches have shown as much as is remembered.</summary>
internal sealed class ServedText
{
    private readonly ServedMemory _memory = new(TimeProvider.System);
    private readonly Principal _principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer);

    public ServedText()
    {
        // Prose of parts repeats itself too soon.
        var (random, receipt) = (new Random(13), ReceiptId.New(TimeProvider.System));
        while (_memory.Count < FingerprintTable.Most * 9 / 10)
        {
            _memory.Add(receipt, _principal.Key, [], "", string.Create(64 << 10, random, static (text, random) => random.GetItems("abcdefghijklmnopqrstuvwxyz", text)));
        }
    }

    /// <summary>Looks for it in a text that holds none of it.</summary>
    public int Look(string text) => _memory.Scan(_principal, text.AsMemory()).Complete().Count;
}
