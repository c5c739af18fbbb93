using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>How a task failed; what is left of an exception in a history.</summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="StackTrace">Its stack trace, or null.</param>
/// <param name="InnerFailure">What caused it, or null.</param>
/// <param name="Properties">Further properties, or null.</param>
public record TaskFailureDetails(
    string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    private Type? loadedExceptionType;

    /// <inheritdoc />
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>True when the task failed by an exception of this type or a derived one.</summary>
    public bool IsCausedBy<T>() where T : Exception => IsCausedBy(typeof(T));

    /// <summary>True when the task failed by an exception of this type or a derived one.</summary>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"The type {targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        if (string.IsNullOrEmpty(ErrorType))
        {
            return false;
        }

        loadedExceptionType ??= Type.GetType(ErrorType, throwOnError: false)
            ?? targetBaseExceptionType.Assembly.GetType(ErrorType, throwOnError: false)
            ?? FindInLoadedAssemblies(ErrorType);
        return targetBaseExceptionType.IsAssignableFrom(loadedExceptionType);
    }

    /// <summary>The details of an exception and its inner ones.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var inner = exception is TaskFailedException failed
            ? failed.FailureDetails
            : exception.InnerException is { } cause ? FromException(cause) : null;
        return new TaskFailureDetails(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    private static Type? FindInLoadedAssemblies(string name)
    {
        var found = AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(name, throwOnError: false)).OfType<Type>().ToList();
        return found.Count > 1
            ? throw new AmbiguousMatchException($"Multiple exception types with the name '{name}' were found.")
            : found.SingleOrDefault();
    }
}
