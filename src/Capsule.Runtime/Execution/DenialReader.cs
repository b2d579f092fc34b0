namespace Capsule.Runtime.Execution;

/// <summary>Who reads why code was denied something: advice that its reader cannot follow, or must not, misleads.</summary>
internal enum DenialReader
{
    /// <summary>Somebody who writes the program, or runs it: they can grant.</summary>
    Author,

    /// <summary>A language model whose code it is: it can grant nothing, and what it can do is something else.</summary>
    Model,
}
