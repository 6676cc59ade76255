using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>Seals and opens for one purpose. Safe for concurrent use.</summary>
internal sealed class SealingKey : IDisposable
{
    // 2^24 random nonces under one key collide with a chance of about 2^-49.
    private const int TextsPerSalt = 1 << 24;

    private readonly SecretBytes _root;
    private readonly byte[] _info;
    private readonly byte[] _header;
    private readonly ConcurrentDictionary<Era, byte> _eras = new();
    private Era _current;
    private volatile bool _disposed;

    /// <param name="root">What its keys are derived from; stays the caller's.</param>
    /// <param name="purpose">A constant that names what is sealed.</param>
    /// <param name="header">What its boxes begin with.</param>
    public SealingKey(SecretBytes root, string purpose, byte[] header)
    {
        _root = root;
        _header = header;
        _info = Encoding.UTF8.GetBytes("sallyport/seal/" + purpose);
        _current = NewEra(RandomNumberGenerator.GetBytes(SealedForm.SaltLength));
    }

    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var era = CurrentEra();
        var cipher = era.Rent();
        try
        {
            return SealedForm.Seal(cipher, _header, era.Salt, plaintext, associatedData);
        }
        finally
        {
            era.Return(cipher);
        }
    }

    public byte[] Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var salt = SealedForm.SaltOf(box, _header);
        var era = Volatile.Read(ref _current);
        if (salt.SequenceEqual(era.Salt))
        {
            var cipher = era.Rent();
            try
            {
                return SealedForm.Open(cipher, box, _header, associatedData);
            }
            finally
            {
                era.Return(cipher);
            }
        }

        using var key = _root.Derive(salt, _info);
        using var older = new AesGcm(key.Span, SealedForm.TagLength);
        key.EnsureUnchanged();
        return SealedForm.Open(older, box, _header, associatedData);
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (var era in _eras.Keys)
        {
            era.Dispose();
        }
    }

    private Era CurrentEra()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var era = Volatile.Read(ref _current);
        if (era.TakeOne())
        {
            return era;
        }

        // Two threads may both begin an era; the loser's serves its own text and then only opens what it sealed.
        var next = NewEra(RandomNumberGenerator.GetBytes(SealedForm.SaltLength));
        next.TakeOne();
        Volatile.Write(ref _current, next);
        return next;
    }

    private Era NewEra(byte[] salt)
    {
        var era = new Era(salt, _root.Derive(salt, _info));
        _eras[era] = 0;
        if (_disposed)
        {
            era.Dispose();
        }

        return era;
    }

    /// <summary>One salt's key and its ciphers, each used by one thread at a time.</summary>
    private sealed class Era(byte[] salt, SecretBytes key) : IDisposable
    {
        private readonly ConcurrentBag<AesGcm> _idle = [];
        private int _left = TextsPerSalt;
        private volatile bool _disposed;

        public byte[] Salt => salt;

        public bool TakeOne() => Interlocked.Decrement(ref _left) >= 0;

        public AesGcm Rent()
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryTake(out var cipher))
            {
                return cipher;
            }

            cipher = new AesGcm(key.Span, SealedForm.TagLength);
            try
            {
                key.EnsureUnchanged();
                return cipher;
            }
            catch (ObjectDisposedException)
            {
                cipher.Dispose();
                throw;
            }
        }

        public void Return(AesGcm cipher)
        {
            _idle.Add(cipher);
            if (_disposed)
            {
                Drain();
            }
        }

        public void Dispose()
        {
            _disposed = true;
            key.Dispose();
            Drain();
        }

        private void Drain()
        {
            while (_idle.TryTake(out var cipher))
            {
                cipher.Dispose();
            }
        }
    }
}
