using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.TestKit;

/// <summary>
/// A PostgreSQL server for this test process: the one that <c>SALLYPORT_TEST_POSTGRES</c> names, or a private cluster on a free loopback port.
/// A private cluster stops when this process ends, in whatever way: its shell waits for the end of a pipe that this process holds.
/// </summary>
public sealed class PostgresServer
{
    /// <summary>A connection string of a server to use instead of a private one; its user must be a superuser, as a private one's is.</summary>
    public const string Variable = "SALLYPORT_TEST_POSTGRES";

    private const string Superuser = "sallyport";

    // $1 programs, $2 port; the password is the first line of the input. fsync is off: no test of ours cuts this machine's power. A killed script leaves its
    // folder, which the next one removes: a server whose folder is gone stops within a minute.
    private const string Script = """
        set -u
        for old in /tmp/sallyport-postgres.*; do
            [ -e "$old/owner" ] && ! kill -0 "$(cat "$old/owner")" 2>/dev/null && rm -rf "$old"
        done
        folder=$(mktemp -d /tmp/sallyport-postgres.XXXXXX) || exit 1
        trap 'rm -rf "$folder"' EXIT
        cd "$folder"
        echo $$ >owner
        read -r password
        (umask 077; echo "$password" >password)
        "$1/initdb" -D data -U sallyport --pwfile=password --auth-local=peer --auth-host=scram-sha-256 -E UTF8 --locale=C --no-sync >init.log 2>&1 ||
            { cat init.log; exit 1; }
        rm password
        start() {
            "$1/postgres" -D data -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" \
                -c fsync=off -c shared_buffers=32MB -c max_connections=300 -c logging_collector=off >>server.log 2>&1 &
            server=$!
            for _ in $(seq 1 300); do
                "$1/pg_isready" -q -h 127.0.0.1 -p "$2" && { echo ready; break; }
                kill -0 "$server" 2>/dev/null || { cat server.log; exit 1; }
                sleep 0.1
            done
        }
        start "$1" "$2"
        while read -r word; do
            case "$word" in
                stop) kill -QUIT "$server"; wait "$server"; echo stopped ;;
                start) start "$1" "$2" ;;
            esac
        done
        kill -QUIT "$server"
        wait "$server"
        """;

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly Process? _shell;

    private PostgresServer(string connectionString, Process? shell)
    {
        ConnectionString = connectionString;
        _shell = shell;
    }

    /// <summary>Reaches the server's maintenance database, from which others can be created.</summary>
    public string ConnectionString { get; }

    /// <summary>The server that all test classes of this process share; started on first use.</summary>
    /// <exception cref="InvalidOperationException">There is no server; the message says how to get one.</exception>
    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <summary>Starts a private cluster that is not shared, so that a test may stop it.</summary>
    /// <exception cref="InvalidOperationException">There are no programs of PostgreSQL here.</exception>
    public static Task<PostgresServer> StartPrivateAsync() => StartClusterAsync();

    /// <summary>Stops a private cluster in the midst of whatever it does, as a crash would (<c>immediate</c>), and leaves its data.</summary>
    public Task CrashAsync() => TellAsync("stop", "stopped");

    /// <summary>Starts a stopped private cluster again, at the same address.</summary>
    public Task StartAgainAsync() => TellAsync("start", "ready");

    /// <summary>Runs a shell script with PostgreSQL's own programs, as this server's superuser. Where the server is another's, its version has to suit theirs.</summary>
    /// <param name="script">Finds the programs' folder in <c>$1</c>, then the arguments.</param>
    /// <param name="arguments">From <c>$2</c> on.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public async Task RunAsync(string script, params string[] arguments)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
        var start = PostgresPrograms.Find().Shell("exec 2>&1; set -eo pipefail\n" + script, arguments);
        foreach (var (name, variable) in new[] { ("Host", "PGHOST"), ("Port", "PGPORT"), ("Username", "PGUSER"), ("Password", "PGPASSWORD") })
        {
            start.Environment[variable] = settings.TryGetValue(name, out var value) ? value.ToString() : null;
        }

        using var shell = Process.Start(start)!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"PostgreSQL's programs failed:\n{said}");
        }
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new PostgresServer(given, null);
        }

        return await StartClusterAsync();
    }

    private static async Task<PostgresServer> StartClusterAsync()
    {
        var port = FreePort();
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var shell = Process.Start(PostgresPrograms.Find().Shell(Script, port.ToString(CultureInfo.InvariantCulture)))!;
        await shell.StandardInput.WriteLineAsync(password);
        await shell.StandardInput.FlushAsync();
        var said = new StringBuilder();
        while (await shell.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                var server = new PostgresServer($"Host=127.0.0.1;Port={port};Username={Superuser};Password={password};Database=postgres", shell);
                AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Stop();
                return server;
            }

            said.AppendLine(line);
        }

        throw new InvalidOperationException($"PostgreSQL did not start:\n{said}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task TellAsync(string word, string answer)
    {
        await _shell!.StandardInput.WriteLineAsync(word);
        await _shell.StandardInput.FlushAsync();
        while (await _shell.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == answer)
            {
                return;
            }
        }

        throw new InvalidOperationException($"PostgreSQL did not answer '{word}'.");
    }

    private void Stop()
    {
        _shell?.StandardInput.Close();
        _shell?.WaitForExit(TimeSpan.FromSeconds(10));
    }
}
