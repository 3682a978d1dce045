namespace QuickStart.Indexing;

/// <summary>The data of a job: bring the store in line with this file, whatever has become of it.</summary>
internal sealed record FileJob(string Path);
