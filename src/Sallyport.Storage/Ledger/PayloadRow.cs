using Sallyport.Ledger;

namespace Sallyport.Storage.Ledger;

/// <summary>A row of <c>ledger_payloads</c>.</summary>
internal sealed record PayloadRow(long EntryIndex, string Name, byte[] Commitment, byte[] Ciphertext)
{
    public const string Columns = "entry_index, name, commitment, ciphertext";

    public SealedPayload ToPayload() => new(Name, Commitment, Ciphertext);
}
