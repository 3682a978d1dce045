using System.Diagnostics;

namespace Mosaic.Sync.Tests.Support;

/// <summary>Outlives these tests, however they end: then stops the server in a folder and removes the folder.</summary>
internal sealed class PostgresWatch : IDisposable
{
    // Reads until the pipe breaks, which the end of this process does. In the background, its parent gone at once: a test
    // platform that kills a hanging host kills the host's descendants with it.
    private const string Script = """
        exec 3<&0
        (
          cat
          if pid=$(head -n 1 "$1/data/postmaster.pid"); then
            kill -QUIT "$pid"
            for try in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" && sleep 1; done
            kill -KILL "$pid"
          fi
          rm -rf "$1"
        ) <&3 >/dev/null 2>&1 &
        """;

    private readonly Process shell;

    public PostgresWatch(string folder)
    {
        shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", folder]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;
    }

    public void Dispose() => shell.Dispose();
}
