using System.Diagnostics;

namespace Mosaic.Benchmarks.Children;

/// <summary>This program again, in a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>The figures that it told.</returns>
    public static Task<Dictionary<string, double>> RunAsync(params string[] arguments) => RunProgramAsync(Environment.ProcessPath!, arguments);

    /// <summary>Runs another build of it to its end.</summary>
    /// <returns>The figures that it told.</returns>
    public static async Task<Dictionary<string, double>> RunProgramAsync(string program, params string[] arguments)
    {
        using var child = Start(program, arguments);
        var figures = new Dictionary<string, double>();
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            var parts = line.Split('=', 2);
            figures[parts[0]] = double.Parse(parts[1]);
        }

        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? figures : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {child.ExitCode}.");
    }

    /// <summary>Runs it until it tells <paramref name="last"/>, then kills it: SIGKILL on Unix.</summary>
    /// <returns>The figures that it told.</returns>
    public static async Task<Dictionary<string, double>> RunAndKillAsync(string last, params string[] arguments)
    {
        using var child = Start(Environment.ProcessPath!, arguments);
        var figures = new Dictionary<string, double>();
        while (!figures.ContainsKey(last))
        {
            var line = await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended too early.");
            var parts = line.Split('=', 2);
            figures[parts[0]] = double.Parse(parts[1]);
        }

        child.Kill();
        await child.WaitForExitAsync();
        return figures;
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        start.ArgumentList.Add("child");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
