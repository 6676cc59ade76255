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
        var known = await ReadCheckAsync(database, cancellationToken);
        var master = await source.ReadAsync(mayCreate: known is null, cancellationToken);
        var check = master.CheckValue();
        if (known is null)
        {
            await database.WriteAsync(
                DatabaseScope.Installation,
                session => session.ExecuteAsync("UPDATE instance SET master_check = @check WHERE id = 1 AND master_check IS NULL", new { check }),
                cancellationToken);
            known = await ReadCheckAsync(database, cancellationToken);
        }

        if (CryptographicOperations.FixedTimeEquals(known, check))
        {
            return master;
        }

        master.Dispose();
        throw new MasterKeyException("This is not the master key that the installation's data was encrypted under. Put the right one back; nothing has been changed.");
    }

    /// <summary>Opens the signing key, which is created on the first start.</summary>
    public static async Task<InstanceSigningKey> ReadSigningAsync(Database database, MasterKey master, CancellationToken cancellationToken)
    {
        var row = await ReadSigningRowAsync(database, cancellationToken);
        if (row.SigningKey is null)
        {
            var fresh = NewSigningRow(master);
            await database.WriteAsync(
                DatabaseScope.Installation,
                session => session.ExecuteAsync(
                    "UPDATE instance SET signing_name = @SigningName, signing_key = @SigningKey WHERE id = 1 AND signing_key IS NULL",
                    fresh),
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

    private static Task<byte[]?> ReadCheckAsync(Database database, CancellationToken cancellationToken) =>
        database.ReadAsync(DatabaseScope.Installation, session => session.FirstOrDefaultAsync<byte[]>("SELECT master_check FROM instance WHERE id = 1"), cancellationToken);

    private static async Task<SigningRow> ReadSigningRowAsync(Database database, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            DatabaseScope.Installation,
            session => session.FirstOrDefaultAsync<SigningRow>("SELECT signing_name, signing_key FROM instance WHERE id = 1"),
            cancellationToken))!;

    private sealed record SigningRow(string? SigningName, byte[]? SigningKey);
}
