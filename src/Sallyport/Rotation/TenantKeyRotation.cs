using Sallyport.Tenancy;

namespace Sallyport.Rotation;

/// <summary>A rotation of a tenant's data key that is under way.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="FromKey">The number of the key that goes.</param>
/// <param name="ToKey">The number of the key that comes.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Since">Since when it is there.</param>
/// <param name="Resealed">How many values were sealed anew.</param>
/// <param name="Unreadable">How many values no key opens, which were so before.</param>
/// <param name="DestroyedHash">SHA-256 of the key that was destroyed; null before.</param>
public sealed record TenantKeyRotation(
    TenantId Tenant, long FromKey, long ToKey, KeyRotationPhase Phase, DateTimeOffset Since, long Resealed = 0, long Unreadable = 0, byte[]? DestroyedHash = null);
