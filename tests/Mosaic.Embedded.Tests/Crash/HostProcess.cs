using System.Diagnostics;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>A running Mosaic.CrashHost.</summary>
internal sealed partial class HostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static HostProcess Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Executable());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>The next whole line without its dot; null when the host is gone.</summary>
    public async Task<string?> ReadAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return line is not null && line.EndsWith(" .", StringComparison.Ordinal) ? line[..^2] : null;
    }

    public void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>How the host ended.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string Executable() => Path.Combine(
        TestContext.CurrentContext.TestDirectory.Replace(typeof(HostProcess).Assembly.GetName().Name!, "Mosaic.CrashHost", StringComparison.Ordinal),
        "Mosaic.CrashHost.dll");
}
