using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger;
using Sallyport.Recording;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Rotation;

/// <summary>How each kind is sealed: for which purpose, and bound to what.</summary>
internal static class SealedKinds
{
    /// <summary>Seals a value anew, under the key that seals now.</summary>
    /// <exception cref="CryptographicException">No key opens it.</exception>
    public static byte[] Reseal(TenantVault vault, SealedKind kind, SealedRow row)
    {
        var (purpose, place) = Of(kind, row);
        var plain = vault.Open(purpose, row.Box, place);
        try
        {
            return vault.Seal(purpose, plain, place);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static (string Purpose, byte[] Place) Of(SealedKind kind, SealedRow row) => kind switch
    {
        SealedKind.UpstreamCredential => (TenantUpstream.Purpose, Encoding.UTF8.GetBytes(row.Name)),
        SealedKind.PolicyText => (PolicyVersion.Purpose, PolicyVersion.Position(row.Number)),
        SealedKind.KnownSecret => (KnownSecret.Purpose, Encoding.UTF8.GetBytes(row.Name)),
        SealedKind.Exemplar => (Exemplar.Purpose, Encoding.UTF8.GetBytes(row.Name)),
        SealedKind.RecordKey => (RecordKeys.Purpose, RecordKeys.PlaceOf(new RecordMonth((int)row.Number))),
        SealedKind.RecordedText => (SegmentSeal.Purpose, row.Bytes),
        SealedKind.LedgerPayload => (SealedPayload.Purpose, row.Bytes),
        SealedKind.DocumentKey => (DocumentKey.Purpose, Encoding.UTF8.GetBytes(row.Name)),
        SealedKind.StoreHead => (StoreHead.Purpose, Encoding.UTF8.GetBytes(row.Name)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
