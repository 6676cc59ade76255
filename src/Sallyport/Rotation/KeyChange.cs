namespace Sallyport.Rotation;

/// <summary>A tenant's wrapped data keys, and what they become.</summary>
/// <param name="From">As they have to be in the database.</param>
/// <param name="To">As they become.</param>
/// <param name="MasterCheck">The check value of the master key that wraps them: the change is refused where the installation has another by now.</param>
public sealed record KeyChange(byte[] From, byte[] To, byte[] MasterCheck);
