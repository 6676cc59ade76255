namespace Sallyport.Tenancy;

/// <summary>Why a presented key is refused. All but <see cref="Unknown"/> are told only to somebody who presented the whole secret.</summary>
public enum KeyRefusal
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>There is no such key, or the secret is wrong.</summary>
    Unknown,

    /// <summary>Its expiry has passed.</summary>
    Expired,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>Its tenant is suspended.</summary>
    TenantSuspended,
}
