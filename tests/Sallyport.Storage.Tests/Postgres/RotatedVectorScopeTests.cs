using Npgsql;
using Sallyport.Storage.Tests.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Postgres;

/// <summary>Rotated vectors lie unsealed, and the functions about them have their owner's rights.</summary>
public sealed class RotatedVectorScopeTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT drop_rotated_vectors('THEIRS')")]
    [InlineData("SELECT drop_vector_graph('THEIRS', 'store', '00000000000000000000000000000000')")]
    [InlineData("SELECT make_vector_graph('THEIRS', 'store', '00000000000000000000000000000000', 2)")]
    [InlineData("SELECT part_rotated_vectors('THEIRS')")]
    [InlineData("SELECT part_rotated_vectors('MINE')")]
    [InlineData("SELECT count(*) FROM rotated_vectors_shared")]
    [InlineData("DELETE FROM rotated_vectors_shared")]
    [InlineData("INSERT INTO rotated_vectors VALUES ('THEIRS', 'store', 'file', 9, 'space', '[1,2]')")]
    public async Task InjectedCall_ForAnotherTenantOrItsPartition_IsRefused(string attack)
    {
        await using var database = await fixture.OpenWithVectorsAsync();
        var work = new Workspace(database);
        var (mine, theirs) = ((await work.CreateTenantAsync()).Id, (await work.CreateTenantAsync()).Id);
        await fixture.ExecuteAsync(
            $"SET session_replication_role = replica; INSERT INTO rotated_vectors VALUES ('{theirs}', 'store', 'file', 0, 'space', '[1,2]'); SET session_replication_role = DEFAULT");

        await using (var session = await database.OpenAsync(mine, isRead: false, Cancel))
        {
            Assert.Equal(0, await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM rotated_vectors"));
            var error = await Assert.ThrowsAsync<PostgresException>(
                () => session.ExecuteAsync(attack.Replace("THEIRS", theirs.Value, StringComparison.Ordinal).Replace("MINE", mine.Value, StringComparison.Ordinal)));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        }

        Assert.Equal([1], await fixture.QueryAsync<long>("SELECT count(*) FROM rotated_vectors WHERE tenant_id = @theirs", new { theirs = theirs.Value }));
        await using var own = await database.OpenAsync(theirs, isRead: true, Cancel);
        Assert.Equal(1, await own.FirstOrDefaultAsync<long>("SELECT count(*) FROM rotated_vectors"));
    }
}
