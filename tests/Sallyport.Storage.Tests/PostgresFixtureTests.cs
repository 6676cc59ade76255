using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class PostgresFixtureTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Fixture_WithPgvector_ComputesDistances()
    {
        await fixture.AddVectorAsync();

        var distance = await fixture.Database.ReadAsync(
            static session => session.FirstOrDefaultAsync<double>("SELECT '[1,0]'::vector <-> '[0,0]'::vector"), TestContext.Current.CancellationToken);

        Assert.Equal(1, distance);
    }
}
