using System.Diagnostics;

namespace Mosaic.Samples;

/// <summary>A running QuickStart; its output is redirected, so it writes lines.</summary>
internal sealed class QuickStartProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private QuickStartProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static QuickStartProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [SampleProgram.Find("QuickStart"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new QuickStartProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<QuickStartResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Reads on until this many lines began with these words.</summary>
    /// <returns>Whether they came before the output's end.</returns>
    public async Task<bool> ReadUntilAsync(string words, int times = 1)
    {
        while (times > 0)
        {
            if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is not { } line)
            {
                return false;
            }

            times -= line.StartsWith(words, StringComparison.Ordinal) ? 1 : 0;
        }

        return true;
    }

    /// <summary>SIGKILL.</summary>
    /// <returns>Whether it came before the process's own end.</returns>
    public async Task<bool> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode != 0;
    }

    /// <summary>What it still writes, and how it ends.</summary>
    public async Task<QuickStartResult> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new QuickStartResult(_process.ExitCode, output, await _errors);
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
}
