using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Postgres;

/// <summary>
/// Tags scopes, so that the database can tell a scope that this server has set from one that injected SQL sets: HMAC-SHA256 over the scope, the connection's process and the
/// transaction's time. <see cref="RowProtection"/> puts the other half into the database.
/// </summary>
internal sealed class ScopeKey : IDisposable
{
    private const int BlockLength = 64;

    private readonly byte[] _key;

    private ScopeKey(byte[] key) => _key = key;

    public static ScopeKey Of(InstanceSigningKey keys) => new(keys.DeriveForDatabase("scopes"));

    /// <summary>What the setting <c>sallyport.scope</c> must hold in one transaction.</summary>
    /// <param name="scope">Whose rows.</param>
    /// <param name="process"><c>pg_backend_pid()</c>.</param>
    /// <param name="moment"><c>transaction_timestamp()</c>, Unix microseconds.</param>
    public string Tag(DatabaseScope scope, int process, long moment)
    {
        var tag = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{scope.Text}/{process}/{moment}")));
        return $"{scope.Text}/{Convert.ToHexStringLower(tag)}";
    }

    /// <summary>The key as the hash's two blocks (RFC 2104, section 2), from which SQL computes it by <c>sha256()</c> alone.</summary>
    public (byte[] Inner, byte[] Outer) Blocks() => (Block(0x36), Block(0x5C));

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private byte[] Block(byte pad)
    {
        var block = new byte[BlockLength];
        _key.CopyTo(block, 0);
        for (var i = 0; i < BlockLength; i++)
        {
            block[i] ^= pad;
        }

        return block;
    }
}
