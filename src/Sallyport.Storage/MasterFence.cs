using Sallyport.Tenancy;

namespace Sallyport.Storage;

/// <summary>Keeps a process whose master key was rotated away from writing anything that only this key opens.</summary>
internal static class MasterFence
{
    /// <summary>What whoever meets the fence is told.</summary>
    public const string Message = "The installation's master key was rotated, and this process has the one before. Start it anew with the new key; nothing has been changed.";

    /// <summary>To be called in a transaction that has raised the revision, whose row a rotation holds until it is done.</summary>
    /// <exception cref="MasterKeyException">The installation has another master key.</exception>
    public static async Task CheckAsync(DatabaseSession session, byte[] check)
    {
        var present = await session.FirstOrDefaultAsync<byte[]>("SELECT master_check FROM instance WHERE id = 1");
        if (present is not null && !present.AsSpan().SequenceEqual(check))
        {
            throw new MasterKeyException(Message);
        }
    }
}
