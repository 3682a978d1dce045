namespace QuickStart;

/// <summary>The program cannot go on, for a reason that the user can mend; the message is the one line that says it.</summary>
internal sealed class QuickStartException(string message) : Exception(message);
