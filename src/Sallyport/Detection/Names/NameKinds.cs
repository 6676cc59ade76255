namespace Sallyport.Detection.Names;

/// <summary>The kinds that the name tagger reports.</summary>
public static class NameKinds
{
    /// <summary>A person's name.</summary>
    public static FindingKind Person { get; } = new("pii.person");

    /// <summary>The name of a company, an authority, a club.</summary>
    public static FindingKind Organization { get; } = new("pii.organization");

    /// <summary>The name of a place: a country, region, city, river.</summary>
    public static FindingKind Location { get; } = new("pii.location");

    /// <summary>A postal address, from the house number or street on.</summary>
    public static FindingKind Address { get; } = new("pii.address");

    /// <summary>All of them, in the order of <see cref="NameLabel"/>.</summary>
    internal static FindingKind[] All { get; } = [Person, Organization, Location, Address];
}
