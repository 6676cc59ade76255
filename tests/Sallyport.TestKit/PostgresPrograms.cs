using System.Diagnostics;

namespace Sallyport.TestKit;

/// <summary>PostgreSQL's programs on this machine: those that <c>tests/bring-postgres.sh</c> brought, or the machine's own.</summary>
/// <param name="Root">The folder of a small Debian of their own, or null for this machine's.</param>
/// <param name="Folder">Where <c>initdb</c> and <c>postgres</c> lie, below <paramref name="Root"/>.</param>
internal sealed record PostgresPrograms(string? Root, string Folder)
{
    private const string RootVariable = "SALLYPORT_TEST_POSTGRES_ROOT";
    private const string UsualRoot = "/var/cache/sallyport-tests/postgresql-17";

    /// <summary>The newest that have pgvector, or the newest.</summary>
    /// <exception cref="InvalidOperationException">There are none; the message says how to get some.</exception>
    public static PostgresPrograms Find()
    {
        var brought = Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } given ? given : UsualRoot;

        // A folder becomes the root of a process for root only.
        var roots = Environment.IsPrivilegedProcess ? [null, brought] : new string?[] { null };
        var found = roots.SelectMany(InRoot).OrderByDescending(static programs => programs.HasVector).ThenByDescending(static programs => programs.Version).FirstOrDefault();
        return found ?? throw new InvalidOperationException(
            $"These tests need PostgreSQL: run tests/bring-postgres.sh, or install it, or name a server's connection string in {PostgresServer.Variable}.");
    }

    /// <summary>Runs a script as the user <c>postgres</c>: a server refuses to run as root.</summary>
    public ProcessStartInfo Shell(string script, params string[] arguments)
    {
        string[] shell = ["/bin/bash", "-c", script, "postgres", Folder, .. arguments];
        string[] command = (Root, Environment.IsPrivilegedProcess) switch
        {
            ({ } root, _) => ["chroot", "--userspec=postgres:postgres", root, .. shell],
            (null, true) => ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. shell],
            _ => shell,
        };
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
            Environment = { ["TMPDIR"] = "/tmp", ["HOME"] = "/tmp", ["LC_ALL"] = "C" },
        };
    }

    private static IEnumerable<PostgresPrograms> InRoot(string? root)
    {
        var versions = (root ?? "") + "/usr/lib/postgresql";
        return Directory.Exists(versions)
            ? Directory.GetDirectories(versions).Where(static version => File.Exists(Path.Combine(version, "bin/initdb"))).Select(version => new PostgresPrograms(root, $"/usr/lib/postgresql/{Path.GetFileName(version)}/bin"))
            : [];
    }

    private string VersionText => Path.GetFileName(Path.GetDirectoryName(Folder)!);

    private int Version => int.TryParse(VersionText, out var version) ? version : 0;

    private bool HasVector => File.Exists($"{Root}/usr/share/postgresql/{VersionText}/extension/vector.control");
}
