namespace Sallyport.Tenancy;

/// <summary>Why an administration call was refused.</summary>
public enum TenancyFailure
{
    /// <summary>A value is outside what is allowed.</summary>
    Invalid,

    /// <summary>What the call names does not exist, or no longer.</summary>
    NotFound,

    /// <summary>The name is taken.</summary>
    NameTaken,

    /// <summary>It is in a state that does not allow the call.</summary>
    Conflict,
}
