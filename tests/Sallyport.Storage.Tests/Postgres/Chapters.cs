namespace Sallyport.Storage.Tests.Postgres;

/// <summary>Parts of a tenant's life that need nothing of each other.</summary>
[Flags]
internal enum Chapters
{
    Administration = 1,
    Records = 2,
    Library = 4,
    All = Administration | Records | Library,
}
