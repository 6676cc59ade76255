namespace Sallyport.Storage.Tests.Postgres;

/// <summary>Parts of a tenant's life that need nothing of each other; a rotation fills the others' tables first.</summary>
[Flags]
internal enum Chapters
{
    Administration = 1,
    Records = 2,
    Library = 4,

    /// <summary>A rotation of the tenant's data key, over all that the other parts keep.</summary>
    Rotation = 8,

    /// <summary>Every part in which a tenant keeps something.</summary>
    All = Administration | Records | Library,
}
