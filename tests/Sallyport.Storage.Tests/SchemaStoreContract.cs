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

        var databases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fixture.OpenToPrepareAsync()));
        await Task.WhenAll(databases.Select(database => Task.Run(() => Schema.MigrateAsync(database, steps, Cancel))));
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }

        Assert.Equal(1, await CountAsync("SELECT count(*) FROM schema_version WHERE version = 901"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM contested"));
        await fixture.ExecuteAsync("DELETE FROM schema_version WHERE version = 901");
    }

    [Fact]
    public async Task Schema_OfANewerVersion_IsRefused()
    {
        IReadOnlyList<Migration> older = [.. Migration.All.Take(Migration.All.Count - 1)];

        var error = await Assert.ThrowsAsync<DatabaseException>(() => MigrateAsync(older));

        Assert.Contains($"version {Migration.All.Count}", error.Message);
    }

    [Fact]
    public async Task Step_ThatFails_LeavesNothingBehind()
    {
        IReadOnlyList<Migration> steps = [.. Migration.All, Step(902, "CREATE TABLE half (id bigint NOT NULL)"), Step(903, "CREATE TABLE half (id bigint NOT NULL)")];

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => MigrateAsync(steps));

        Assert.Equal(0, await CountAsync("SELECT count(*) FROM schema_version WHERE version > 901"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => CountAsync("SELECT count(*) FROM half"));
    }

    [Fact]
    public async Task Write_ThatThrowsOrRefuses_IsRolledBack()
    {
        const string change = "UPDATE instance SET restored_at = 1000000";

        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Database.WriteAsync<int>(
            DatabaseScope.Installation,
            async session =>
            {
                await session.ExecuteAsync(change);
                throw new InvalidOperationException();
            },
            Cancel));
        await fixture.Database.TryWriteAsync(
            DatabaseScope.Installation,
            async session =>
            {
                await session.ExecuteAsync(change);
                return false;
            },
            Cancel);

        Assert.Equal(0, await CountAsync("SELECT count(restored_at) FROM instance"));
    }

    private async Task MigrateAsync(IReadOnlyList<Migration> steps)
    {
        await using var database = await fixture.OpenToPrepareAsync();
        await Schema.MigrateAsync(database, steps, Cancel);
    }

    private static Migration Step(long version, string text) => new(version, "Trial", text, text);

    private async Task<long> CountAsync(string sql) => (await fixture.QueryAsync<long>(sql))[0];
}
