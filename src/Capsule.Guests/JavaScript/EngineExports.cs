using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// The functions of QuickJS's C interface that the host calls. They take and give handles of values: addresses of boxes that the
/// caller frees.
/// </summary>
internal sealed class EngineExports(GuestModule module)
{
    internal GuestFunction RunConstructors { get; } = module.Function("_initialize");

    internal GuestFunction Initialize { get; } = module.Function("qjs_init");

    internal GuestFunction LimitStack { get; } = module.Function("qjs_set_max_stack_size");

    internal GuestFunction SetCollectionThreshold { get; } = module.Function("qjs_set_gc_threshold");

    internal GuestFunction CollectGarbage { get; } = module.Function("qjs_run_gc");

    internal GuestFunction UseModuleLoader { get; } = module.Function("qjs_set_module_loader");

    internal GuestFunction AskForInterrupts { get; } = module.Function("qjs_set_interrupt_handler");

    internal GuestFunction ReportRejections { get; } = module.Function("qjs_set_promise_rejection_handler");

    internal GuestFunction Version { get; } = module.Function("qjs_get_quickjs_version");

    internal GuestFunction Allocate { get; } = module.Function("wasm_malloc");

    internal GuestFunction Free { get; } = module.Function("wasm_free");

    internal GuestFunction Evaluate { get; } = module.Function("qjs_eval");

    internal GuestFunction Call { get; } = module.Function("qjs_call");

    internal GuestFunction IsException { get; } = module.Function("qjs_is_exception");

    internal GuestFunction TakeException { get; } = module.Function("qjs_get_exception");

    internal GuestFunction Throw { get; } = module.Function("qjs_throw");

    internal GuestFunction NewError { get; } = module.Function("qjs_new_error");

    internal GuestFunction IsJobPending { get; } = module.Function("qjs_is_job_pending");

    internal GuestFunction RunJob { get; } = module.Function("qjs_execute_pending_job");

    internal GuestFunction PromiseState { get; } = module.Function("qjs_promise_state");

    internal GuestFunction PromiseResult { get; } = module.Function("qjs_promise_result");

    internal GuestFunction Undefined { get; } = module.Function("qjs_get_undefined");

    internal GuestFunction Global { get; } = module.Function("qjs_get_global");

    internal GuestFunction NewString { get; } = module.Function("qjs_new_string");

    internal GuestFunction NewArray { get; } = module.Function("qjs_new_array");

    internal GuestFunction NewArrayBuffer { get; } = module.Function("qjs_new_array_buffer");

    internal GuestFunction NewHostFunction { get; } = module.Function("qjs_new_host_function");

    internal GuestFunction StringBytes { get; } = module.Function("qjs_get_string_len");

    internal GuestFunction FreeStringBytes { get; } = module.Function("qjs_free_cstring");

    internal GuestFunction ArrayBufferBytes { get; } = module.Function("qjs_get_array_buffer");

    internal GuestFunction IsArrayBuffer { get; } = module.Function("qjs_is_array_buffer");

    internal GuestFunction IsString { get; } = module.Function("qjs_is_string");

    internal GuestFunction IsTrue { get; } = module.Function("qjs_get_bool");

    internal GuestFunction GetProperty { get; } = module.Function("qjs_get_prop_string");

    internal GuestFunction SetProperty { get; } = module.Function("qjs_set_prop_string");

    internal GuestFunction SetElement { get; } = module.Function("qjs_set_prop_uint32");

    internal GuestFunction Duplicate { get; } = module.Function("qjs_dup_value");

    internal GuestFunction FreeValue { get; } = module.Function("qjs_free_value");

    internal GuestFunction AddressOf { get; } = module.Function("qjs_get_value_ptr");
}
