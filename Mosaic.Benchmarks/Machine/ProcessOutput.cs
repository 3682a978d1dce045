namespace Mosaic.Benchmarks.Machine;

/// <summary>Bytes that this process has handed to the operating system's write calls so far.</summary>
internal static class ProcessOutput
{
    /// <returns>0 where the system does not tell.</returns>
    public static long BytesWritten()
    {
        const string io = "/proc/self/io";
        return File.Exists(io)
            ? long.Parse(File.ReadLines(io).First(static line => line.StartsWith("wchar:", StringComparison.Ordinal)).AsSpan("wchar:".Length))
            : 0;
    }
}
