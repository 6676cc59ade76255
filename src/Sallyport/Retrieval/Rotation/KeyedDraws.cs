using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Rotation;

/// <summary>Secret draws that are the same whenever the tenant draws for the same vectors: HMAC-SHA256 over a counter, under a key of this purpose alone.</summary>
internal sealed class KeyedDraws : IDisposable
{
    private const string Purpose = "retrieval.rotation";
    private const int CounterLength = sizeof(ulong);

    private readonly TenantVault _vault;
    private readonly byte[] _input;
    private readonly byte[] _block = GC.AllocateArray<byte>(HMACSHA256.HashSizeInBytes, pinned: true);
    private ulong _blocks;
    private int _used = HMACSHA256.HashSizeInBytes;
    private uint _bits;
    private int _bitsLeft;

    /// <summary>Draws for the vectors of an embedder.</summary>
    public KeyedDraws(TenantVault vault, string embedder, int dimensions)
    {
        _vault = vault;
        // What has a fixed length stands first, so that no two inputs read alike.
        var name = Encoding.UTF8.GetBytes(embedder);
        _input = new byte[CounterLength + sizeof(int) + name.Length];
        BinaryPrimitives.WriteInt32LittleEndian(_input.AsSpan(CounterLength), dimensions);
        name.CopyTo(_input.AsSpan(CounterLength + sizeof(int)));
    }

    /// <summary>A number from 0 to below <paramref name="below"/>, each as likely.</summary>
    public int Below(int below)
    {
        // The last, incomplete run of 2^32 is drawn again.
        var uneven = (uint)((1UL << 32) % (uint)below);
        while (true)
        {
            var drawn = Next();
            if (drawn <= uint.MaxValue - uneven)
            {
                return (int)(drawn % (uint)below);
            }
        }
    }

    /// <summary>A bit.</summary>
    public bool Bit()
    {
        if (_bitsLeft == 0)
        {
            (_bits, _bitsLeft) = (Next(), 32);
        }

        _bitsLeft--;
        return ((_bits >> _bitsLeft) & 1) == 1;
    }

    /// <summary>Wipes what was drawn last.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_block);
        _bits = 0;
    }

    private uint Next()
    {
        if (_used == _block.Length)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_input, _blocks++);
            _vault.Digest(Purpose, _input, _block);
            _used = 0;
        }

        var drawn = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(_used));
        _used += sizeof(uint);
        return drawn;
    }
}
