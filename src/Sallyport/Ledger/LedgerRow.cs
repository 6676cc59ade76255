namespace Sallyport.Ledger;

/// <summary>An entry as it is stored.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Exchange">The exchange it belongs to, or null.</param>
/// <param name="Body">The canonical bytes that are hashed.</param>
/// <param name="LeafHash">32 bytes: SHA-256(0x00 || body).</param>
/// <param name="Payloads">Ciphertexts that lie beside the entry. Empty when the row was read without them.</param>
public sealed record LedgerRow(long Index, long Time, string Kind, string? Exchange, byte[] Body, byte[] LeafHash, IReadOnlyList<SealedPayload> Payloads);
