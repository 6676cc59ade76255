using Microsoft.Extensions.Logging;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Rotation;

/// <summary>Notices that another process has rotated the master key, and reads the new one from where this process has its own.</summary>
internal sealed partial class MasterKeyFollowing(Database database, MasterKey master, IMasterKeySource source, ILogger<MasterKeyFollowing> logger)
{
    private byte[]? _told;

    /// <summary>To be called whenever the installation's revision has moved, before anything is unwrapped.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var check = await database.ReadAsync(DatabaseScope.Installation, session => session.FirstOrDefaultAsync<byte[]>("SELECT master_check FROM instance WHERE id = 1"), cancellationToken);
        if (check is null || check.AsSpan().SequenceEqual(master.CheckValue()))
        {
            return;
        }

        try
        {
            master.Become(await InstanceKeys.ReadMatchingAsync(source, check, cancellationToken));
            LogFollowed();
        }
        catch (MasterKeyException e)
        {
            master.IsBehind = true;
            if (!check.AsSpan().SequenceEqual(_told))
            {
                _told = check;
                LogBehind(e);
            }
        }
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "The master key was rotated; this server has read the new one")]
    private partial void LogFollowed();

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "The master key was rotated, and this server cannot read the new one. It serves the tenants that it knows; start it anew with the new key")]
    private partial void LogBehind(Exception exception);
}
