<?php
// As the image's own does it: every setting from the environment, or from the file that it names.
function from_environment(string $name, string $otherwise): string {
    $file = getenv($name . '_FILE');
    if ($file !== false) {
        return rtrim(file_get_contents($file), "\r\n");
    }
    $value = getenv($name);
    return $value === false ? $otherwise : $value;
}

foreach (['NAME' => 'wordpress', 'USER' => 'wordpress', 'PASSWORD' => '', 'HOST' => 'mysql', 'CHARSET' => 'utf8', 'COLLATE' => ''] as $part => $otherwise) {
    define("DB_$part", from_environment("WORDPRESS_DB_$part", $otherwise));
}
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $part) {
    define("{$part}_KEY", from_environment("WORDPRESS_{$part}_KEY", ''));
    define("{$part}_SALT", from_environment("WORDPRESS_{$part}_SALT", ''));
}
$table_prefix = from_environment('WORDPRESS_TABLE_PREFIX', 'wp_');
define('WP_DEBUG', false);
$more = from_environment('WORDPRESS_CONFIG_EXTRA', '');
if ($more !== '') {
    eval($more);
}
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
