using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Storage;

/// <summary>The installation's own keys: recognises its master key, and keeps its signing key sealed under it.</summary>
internal static class InstanceKeys
{
    private const string SigningPurpose = "signing";

    /// <summary>Reads the master key and makes sure that it is this installation's. A new installation adopts it.</summary>
    /// <exception cref="MasterKeyException">It is missing, unreadable or another one. Nothing was changed.</exception>
    public static async Task<MasterKey> ReadMasterAsync(Database database, IMasterKeySource source, CancellationToken cancellationToken)
    {
        var (known, before) = await ReadChecksAsync(database, cancellationToken);
        if (known is null)
        {
            using var first = await source.ReadAsync(mayCreate: true, cancellationToken);
            var check = first.CheckValue();
            await database.PrepareAsync(
                session => session.ExecuteAsync("UPDATE instance SET master_check = @check WHERE id = 1 AND master_check IS NULL", new { check }),
                isRead: false,
                cancellationToken);
            (known, before) = await ReadChecksAsync(database, cancellationToken);
        }

        return await ReadMatchingAsync(source, known!, cancellationToken, before);
    }

    /// <summary>Reads the master key that has a check value: the source's, or the one that is to take its place where a rotation was cut off before it did.</summary>
    /// <exception cref="MasterKeyException">It is missing, unreadable or another one. Nothing was changed.</exception>
    public static async Task<MasterKey> ReadMatchingAsync(IMasterKeySource source, byte[] check, CancellationToken cancellationToken, byte[]? before = null)
    {
        if (await source.ReadNextAsync(cancellationToken) is { } next)
        {
            if (CryptographicOperations.FixedTimeEquals(check, next.CheckValue()))
            {
                await source.AcceptNextAsync(check, cancellationToken);
                return next;
            }

            next.Dispose();
        }

        var master = await source.ReadAsync(mayCreate: false, cancellationToken);
        if (CryptographicOperations.FixedTimeEquals(check, master.CheckValue()))
        {
            return master;
        }

        using (master)
        {
            throw new MasterKeyException(before is not null && CryptographicOperations.FixedTimeEquals(before, master.CheckValue())
                ? "This is the installation's master key from before it was rotated. Give the new one; nothing has been changed."
                : "This is not the master key that the installation's data was encrypted under. Put the right one back; nothing has been changed.");
        }
    }

    /// <summary>Wraps the installation's own keys under another master key, in the caller's transaction.</summary>
    public static async Task RewrapAsync(DatabaseSession session, MasterKey present, MasterKey next)
    {
        if (await session.FirstOrDefaultAsync<byte[]>("SELECT signing_key FROM instance WHERE id = 1") is { } signing)
        {
            await session.ExecuteAsync("UPDATE instance SET signing_key = @wrapped WHERE id = 1", new { wrapped = present.Rewrap(SigningPurpose, signing, next) });
        }
    }

    /// <summary>Opens the signing key, which is created on the first start.</summary>
    public static async Task<InstanceSigningKey> ReadSigningAsync(Database database, MasterKey master, CancellationToken cancellationToken)
    {
        var row = await ReadSigningRowAsync(database, cancellationToken);
        if (row.SigningKey is null)
        {
            var fresh = NewSigningRow(master);
            await database.PrepareAsync(
                session => session.ExecuteAsync(
                    "UPDATE instance SET signing_name = @SigningName, signing_key = @SigningKey WHERE id = 1 AND signing_key IS NULL",
                    fresh),
                isRead: false,
                cancellationToken);
            row = await ReadSigningRowAsync(database, cancellationToken);
        }

        var seed = master.Unwrap(SigningPurpose, row.SigningKey);
        try
        {
            return InstanceSigningKey.FromSeed(row.SigningName!, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static SigningRow NewSigningRow(MasterKey master)
    {
        var seed = RandomNumberGenerator.GetBytes(InstanceSigningKey.Length);
        try
        {
            var name = "sallyport/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            return new SigningRow(name, master.Wrap(SigningPurpose, seed));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static async Task<(byte[]? Known, byte[]? Before)> ReadChecksAsync(Database database, CancellationToken cancellationToken)
    {
        var row = await database.PrepareAsync(
            session => session.FirstOrDefaultAsync<CheckRow>("SELECT master_check, master_check_before FROM instance WHERE id = 1"), isRead: true, cancellationToken);
        return (row?.MasterCheck, row?.MasterCheckBefore);
    }

    private static async Task<SigningRow> ReadSigningRowAsync(Database database, CancellationToken cancellationToken) =>
        (await database.PrepareAsync(
            session => session.FirstOrDefaultAsync<SigningRow>("SELECT signing_name, signing_key FROM instance WHERE id = 1"),
            isRead: true,
            cancellationToken))!;

    private sealed record CheckRow(byte[]? MasterCheck, byte[]? MasterCheckBefore);

    private sealed record SigningRow(string? SigningName, byte[]? SigningKey);
}
