namespace Sallyport.Storage.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Location { get; } = Directory.CreateTempSubdirectory("sallyport-").FullName;

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
