using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class PostgresFixtureTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Fixture_WithPgvector_ComputesDistances()
    {
        await fixture.AddVectorAsync();

        Assert.Equal([1], await fixture.QueryAsync<double>("SELECT '[1,0]'::vector <-> '[0,0]'::vector"));
    }
}
