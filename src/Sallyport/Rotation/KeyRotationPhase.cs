namespace Sallyport.Rotation;

/// <summary>How far the rotation of a tenant's data key has come.</summary>
public enum KeyRotationPhase
{
    /// <summary>The new key is known and seals nothing yet, until every server has heard of it.</summary>
    Spreading,

    /// <summary>The new key seals; what the old one had sealed is being sealed anew.</summary>
    Resealing,

    /// <summary>All is sealed anew; the old key stays for what was under way meanwhile.</summary>
    Settling,

    /// <summary>The old key is destroyed, and the ledger has yet to tell of it.</summary>
    Destroyed,
}
