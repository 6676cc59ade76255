namespace Sallyport.Gateway.Auth;

/// <summary>Finds who presents a key, in constant time and without I/O; null for one that is unknown, revoked or expired. Safe for concurrent use.</summary>
internal delegate Caller? KeyLookup(string presented);
