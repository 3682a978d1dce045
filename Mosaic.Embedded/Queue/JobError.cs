using System.Text;

namespace Mosaic;

/// <summary>Why an attempt failed.</summary>
/// <param name="Message">What went wrong.</param>
/// <param name="Stack">Where; null: unknown.</param>
/// <remarks>Of each text 16,384 characters are kept.</remarks>
public readonly record struct JobError(string Message, string? Stack = null)
{
    /// <summary>The error of an exception: its type and message, and its whole text, with inner exceptions, as the stack. What UTF-8 cannot express is replaced.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>The error.</returns>
    public static JobError Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new JobError(WellFormed($"{exception.GetType().FullName}: {exception.Message}"), WellFormed(exception.ToString()));
    }

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
