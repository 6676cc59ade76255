namespace Sallyport.Detection;

/// <summary>What a finding is of: a dotted lower-case name such as <c>pii.email</c> or <c>secret.aws_access_key</c>.</summary>
/// <param name="Name">At most 64 characters: <c>[a-z0-9_]</c> in parts joined by dots. The first part is the family.</param>
public readonly record struct FindingKind(string Name)
{
    /// <summary>The part before the first dot.</summary>
    public string Family => Name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? Name[..dot] : Name;

    /// <summary>Whether this kind is <paramref name="name"/> or lies under it (<c>pii</c> covers <c>pii.email</c>).</summary>
    public bool IsUnder(string name) =>
        Name.StartsWith(name, StringComparison.Ordinal) && (Name.Length == name.Length || Name[name.Length] == '.');

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
