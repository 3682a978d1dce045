using System.Reflection;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>See <see cref="Interceptor"/>.</summary>
/// <typeparam name="T">The interface.</typeparam>
public class InterceptedCalls<T> : DispatchProxy
    where T : class
{
    internal T Inner { get; set; } = null!;

    internal Func<MethodInfo, object?[], object?> Before { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Before(targetMethod!, args ?? []) ?? targetMethod!.Invoke(Inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
