using Xunit;

namespace Sallyport.Storage.Tests;

public abstract class SchemaStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schema_MigratedByManyAtOnce_GetsEachStepOnce()
    {
        IReadOnlyList<Migration> steps = [.. Migration.All, Step(901, "CREATE TABLE contested (id bigint NOT NULL)")];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Schema.MigrateAsync(fixture.Database, steps, Cancel))));

        Assert.Equal(1, await CountAsync("SELECT count(*) FROM schema_version WHERE version = 901"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM contested"));
        await fixture.ExecuteAsync("DELETE FROM schema_version WHERE version = 901");
    }

    [Fact]
    public async Task Schema_OfANewerVersion_IsRefused()
    {
        IReadOnlyList<Migration> older = [.. Migration.All.Take(Migration.All.Count - 1)];

        var error = await Assert.ThrowsAsync<DatabaseException>(() => Schema.MigrateAsync(fixture.Database, older, Cancel));

        Assert.Contains($"version {Migration.All.Count}", error.Message);
    }

    [Fact]
    public async Task Step_ThatFails_LeavesNothingBehind()
    {
        IReadOnlyList<Migration> steps = [.. Migration.All, Step(902, "CREATE TABLE half (id bigint NOT NULL)"), Step(903, "CREATE TABLE half (id bigint NOT NULL)")];

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Schema.MigrateAsync(fixture.Database, steps, Cancel));

        Assert.Equal(0, await CountAsync("SELECT count(*) FROM schema_version WHERE version > 901"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => CountAsync("SELECT count(*) FROM half"));
    }

    [Fact]
    public async Task Write_ThatThrowsOrRefuses_IsRolledBack()
    {
        const string raise = "UPDATE instance SET revision = revision + 1000000";

        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Database.WriteAsync<int>(
            DatabaseScope.Installation,
            async session =>
            {
                await session.ExecuteAsync(raise);
                throw new InvalidOperationException();
            },
            Cancel));
        await fixture.Database.TryWriteAsync(
            DatabaseScope.Installation,
            async session =>
            {
                await session.ExecuteAsync(raise);
                return false;
            },
            Cancel);

        Assert.True(await CountAsync("SELECT revision FROM instance") < 1000000);
    }

    private static Migration Step(long version, string text) => new(version, "Trial", text, text);

    private async Task<long> CountAsync(string sql) => (await fixture.QueryAsync<long>(sql))[0];
}
